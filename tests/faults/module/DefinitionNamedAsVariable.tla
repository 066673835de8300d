---- MODULE DefinitionNamedAsVariable ----
VARIABLE count
count == 3
Init == count = 0
Next == count' = count
====
