---------------------------- MODULE InstanceNamed ----------------------------
\* Named instances with WITH: a variable, an expression and an operator put in;
\* a name that is not mentioned stands for itself.
EXTENDS Naturals

VARIABLES hour, pair, value

Inc(n) == n + 1

Hour  == INSTANCE InstanceNamedCell WITH value <- hour, Size <- 3, Step <- Inc
Plain == INSTANCE InstanceNamedCell WITH Size <- 2, Step <- LAMBDA n : 3 * n + 1
First == INSTANCE InstanceNamedCell WITH value <- pair[1], Size <- 4, Step <- Inc

Init == Hour!Init /\ Plain!Init /\ pair = <<0, 0>>

Next ==
    \/ Hour!Next /\ Plain!Stays /\ UNCHANGED pair
    \/ Plain!Next /\ Hour!Stays /\ pair' = <<(pair[1] + 1) % 4, 0>>

TypeOK == Hour!TypeOK /\ Plain!TypeOK /\ First!TypeOK
Below == Hour!LessThan(3) /\ ~ Plain!LessThan(0)
=============================================================================
