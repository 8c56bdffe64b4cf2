"""What is attached to orders and builds, wherever it is shown: attaching a file, and looking at one."""
