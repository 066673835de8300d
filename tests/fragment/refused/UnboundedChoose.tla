--------------------------- MODULE UnboundedChoose ---------------------------
\* CHOOSE from everything there is; a .cfg may put a model value in its place.
VARIABLE x
None == CHOOSE v : v \notin {0, 1}
\*      ^^^^^^ unbounded
Init == x = None
Next == x' \in {0, 1}
=============================================================================
