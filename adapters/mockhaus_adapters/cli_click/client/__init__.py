"""What commands ask of Mockhaus, in this process or in a server: one protocol, two implementations."""
