"""`transcriber watch`: transcribe what is put into a folder or a bucket."""
