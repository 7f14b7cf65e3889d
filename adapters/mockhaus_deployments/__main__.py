"""`python -m mockhaus_deployments` is the program `mockhaus`."""

from mockhaus_deployments.entrypoint import main

main()
