/*
 * The race as somebody would write it for SPIN: a process that walks the reverse map, and one that
 * zaps at each of the N VMAs; atomic where one CPU cannot see another half-done.
 *
 *     spin -a -DN=2 race.pml && gcc -O2 -w -DSAFETY -o pan pan.c && ./pan
 *
 * As in spec/: one page, K = 1; with -DPTE a base page that zap_pte_range() zaps, else a THP that
 * zap_huge_pmd() zaps; with -DTTU_SYNC the walk waits for the lock of an entry that it sees none.
 * The walk is try_to_unmap(), as in the models unmap-pmd and unmap-pte; PageDoubleMap, which is never
 * set there, is left out.
 */
#ifndef N
#define N 2
#endif

mtype = { none, huge, invalid, migration, table, present };

mtype pmd[N + 1];          /* 1..N, as in spec/ */
mtype pte[N + 1];
bit pmdLock[N + 1];
bit pteLock[N + 1];
short compound_mapcount;
short mapcount;
short refs;

inline lock(l)   { atomic { !l -> l = 1 } }
inline unlock(l) { l = 0 }

#ifndef PTE

proctype zap(byte m)       /* zap_huge_pmd() */
{
    bit zapped;
    lock(pmdLock[m]);
    if
    :: pmd[m] == none -> skip
    :: else ->
        d_step { zapped = (pmd[m] != migration); pmd[m] = none };
        if
        :: zapped -> compound_mapcount--
        :: else
        fi
    fi;
    unlock(pmdLock[m]);
    if
    :: zapped -> refs--
    :: else
    fi
}

proctype walk()            /* try_to_unmap() by page_vma_mapped_walk() */
{
    byte m = 1;
    short seen;
    do
    :: m > N -> break
    :: else ->
        if
        :: pmd[m] != none ->
            lock(pmdLock[m]);
            if
            :: pmd[m] == huge ->
                pmd[m] = invalid;
                pmd[m] = migration;
                compound_mapcount--;
                refs--
            :: else
            fi;
            unlock(pmdLock[m])
        :: pmd[m] == none ->
#ifdef TTU_SYNC
            lock(pmdLock[m]);
            unlock(pmdLock[m])
#else
            skip
#endif
        fi;
        /* page_not_mapped(): may the walk stop? */
        if
        :: compound_mapcount > 0 -> m++
        :: else ->
            if
            :: mapcount > 0 -> m++
            :: else -> break
            fi
        fi
    od;
    seen = mapcount;
    seen = seen + compound_mapcount;
    assert(mapcount + compound_mapcount == 0)
}

#else

proctype zap(byte m)       /* zap_pte_range() */
{
    bit zapped;
    if
    :: pmd[m] == none -> goto done
    :: else
    fi;
    lock(pteLock[m]);
    if
    :: pte[m] == present ->
        pte[m] = none;
        mapcount--;
        zapped = 1
    :: else
    fi;
    unlock(pteLock[m]);
    if
    :: zapped -> refs--
    :: else
    fi;
done:
    skip
}

proctype walk()
{
    byte m = 1;
    do
    :: m > N -> break
    :: else ->
        if
        :: pmd[m] == none -> goto next
        :: else
        fi;
#ifndef TTU_SYNC
        if
        :: pte[m] == none -> goto next
        :: else
        fi;
#endif
        lock(pteLock[m]);
        if
        :: pte[m] == present ->
            pte[m] = none;
            mapcount--;
            refs--
        :: else
        fi;
        unlock(pteLock[m]);
next:
        if
        :: mapcount > 0 -> m++
        :: else -> break
        fi
    od;
    assert(mapcount == 0)
}

#endif

init {
    byte m;
    atomic {
        for (m : 1 .. N) {
            pmd[m] = none;
            pte[m] = none;
            if
#ifndef PTE
            :: pmd[m] = huge; compound_mapcount++; refs++
#else
            :: pmd[m] = table; pte[m] = present; mapcount++; refs++
            :: pmd[m] = table
#endif
            :: skip
            fi
        };
        m = 0;
        run walk();
        for (m : 1 .. N) { run zap(m) };
        m = 0
    }
}
