------------------------ MODULE InstanceParameterLamp ------------------------
\* One lamp; its state is a parameter of the module.
VARIABLES lamp
CONSTANT Bright

Off == lamp = "off"
Turn == lamp = "off" /\ lamp' = Bright
Known == lamp \in {"off", Bright}
=============================================================================
