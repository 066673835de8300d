"""`python -m rmapsmt`."""

from rmapsmt.cli import main

if __name__ == "__main__":
    main()
