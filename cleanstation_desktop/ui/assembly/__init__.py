"""The workbench of the assembler."""
