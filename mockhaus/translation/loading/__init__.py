"""COPY INTO a table: file formats, how the engine reads staged files, and the rows that they become."""
