------------------------------- MODULE Strings -------------------------------
\* Strings are values to compare and to put into sets; escapes and odd characters stay inside.
VARIABLES state, label

Labels == {"", "a b", "say \"hi\"", "back\\slash", "/\\ x' = (* no comment *) \\* none"}

Init == state = "off" /\ label \in Labels

Next ==
    \/ state = "off" /\ state' = "on" /\ label' = ""
    \/ state = "on" /\ state' \in {"off", "on"} /\ label' \in Labels \ {label}

TypeOK == state \in {"on", "off"} /\ label \in Labels /\ label \in STRING
Different == "on" # "On" /\ "a" \notin {"b", "c"}
=============================================================================
