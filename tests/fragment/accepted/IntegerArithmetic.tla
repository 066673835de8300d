-------------------------- MODULE IntegerArithmetic --------------------------
\* Arithmetic, with \div and % rounding towards minus infinity, ^, unary minus, precedence.
EXTENDS Integers

VARIABLES x, y

Init == x = 0 /\ y = -2

Next ==
    \/ x' = (x * 2 - y) % 7 /\ y' = y
    \/ y' = -(x \div 2) /\ x' = x
    \/ x' = 2 ^ (x % 3) - 1 /\ y' = -x

Table ==
    /\ 7 \div 2 = 3 /\ (-7) \div 2 = -4 /\ 7 % 2 = 1 /\ (-7) % 2 = 1
    /\ -7 \div 2 = -3 /\ -7 % 4 = 1          \* -(7 \div 2), and (-7) % 4
    /\ 7 \div (-2) = -4 /\ (-7) \div (-2) = 3
    /\ 2 + 3 * 4 = 14 /\ 10 - 3 - 2 = 5 /\ 2 ^ 10 = 1024 /\ -2 * 3 = -6
    /\ 1 - -1 = 2 /\ -(-3) = 3 /\ - 3 + 5 = 2
    /\ 2 * 3 ^ 2 = 18 /\ 0 ^ 1 = 0
    /\ (17 \div 5) * 5 + (17 % 5) = 17
    /\ 1..3 \cup 5..6 = {1, 2, 3, 5, 6}
    /\ \b1010 = 10 /\ \o17 = 15 /\ \hFf = 255 /\ 007 = 7
TypeOK == x \in 0..6 /\ y \in -6..0 /\ x \in Int /\ (y \in Nat <=> y >= 0)
=============================================================================
