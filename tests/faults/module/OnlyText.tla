Once upon a time there was a file
without any module in it.
