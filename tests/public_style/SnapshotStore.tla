---------------------------- MODULE SnapshotStore ----------------------------
(***************************************************************************)
(* A key-value store with snapshot isolation.  A transaction works on the  *)
(* store as it was when it opened, and closes unless another one that      *)
(* closed in between wrote a key that it wrote too.                        *)
(***************************************************************************)

CONSTANTS Key, Val, TxId

NoVal == CHOOSE v : v \notin Val

VARIABLES store, tx, snapshot, written, missed

Store == [Key -> Val \cup {NoVal}]

TypeInvariant ==
    /\ store \in Store
    /\ tx \subseteq TxId
    /\ snapshot \in [TxId -> Store]
    /\ written \in [TxId -> SUBSET Key]
    /\ missed \in [TxId -> SUBSET Key]

Empty == [k \in Key |-> NoVal]

Init ==
    /\ store = Empty
    /\ tx = {}
    /\ snapshot = [t \in TxId |-> Empty]
    /\ written = [t \in TxId |-> {}]
    /\ missed = [t \in TxId |-> {}]

TxLifecycle ==
    /\ \A t \in tx : \A k \in Key :
          (store[k] # snapshot[t][k] /\ k \notin written[t]) => k \in missed[t]
    /\ \A t \in TxId \ tx :
          /\ snapshot[t] = Empty
          /\ written[t] = {}
          /\ missed[t] = {}

OpenTx(t) ==
    /\ t \notin tx
    /\ tx' = tx \cup {t}
    /\ snapshot' = [snapshot EXCEPT ![t] = store]
    /\ UNCHANGED <<written, missed, store>>

Write(t, k, v) ==
    /\ t \in tx
    /\ snapshot[t][k] # v
    /\ snapshot' = [snapshot EXCEPT ![t][k] = v]
    /\ written' = [written EXCEPT ![t] = @ \cup {k}]
    /\ UNCHANGED <<tx, missed, store>>

Forget(t) ==
    /\ tx' = tx \ {t}
    /\ snapshot' = [snapshot EXCEPT ![t] = Empty]
    /\ written' = [written EXCEPT ![t] = {}]

Abort(t) ==
    /\ t \in tx
    /\ Forget(t)
    /\ missed' = [missed EXCEPT ![t] = {}]
    /\ UNCHANGED store

Commit(t) ==
    /\ t \in tx
    /\ missed[t] \cap written[t] = {}
    /\ store' = [k \in Key |-> IF k \in written[t] THEN snapshot[t][k] ELSE store[k]]
    /\ Forget(t)
    /\ missed' = [u \in TxId |-> IF u = t THEN {}
                                 ELSE IF u \in tx THEN missed[u] \cup written[t]
                                 ELSE missed[u]]

Next == \E t \in TxId :
    \/ OpenTx(t)
    \/ Abort(t)
    \/ Commit(t)
    \/ \E k \in Key, v \in Val : Write(t, k, v)

Spec == Init /\ [][Next]_<<store, tx, snapshot, written, missed>>
-----------------------------------------------------------------------------
NoKeyIsMissedUnopened == \A t \in TxId : missed[t] # {} => t \in tx

THEOREM Spec => [](TypeInvariant /\ TxLifecycle)
=============================================================================
