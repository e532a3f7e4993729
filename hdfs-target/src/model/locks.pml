/*
 * Held locks as files in the root, as a model that spin checks exhaustively: of those who are not taken for dead, never two
 * hold one lock; although a file system only lists, creates what is not there, and deletes; although applications stand still
 * for a lease at any step and go on later; and although a request that was given up is carried out later.
 *
 * A slot is a claim's number. Listing, creating and deleting are one step each. A look at a claim's owner (whether it is
 * present, and names the claim) is a step of its own.
 *
 *   spin -DTRIES=2 -a locks.pml && cc -O2 -DSAFETY -DCOLLAPSE -o pan pan.c && ./pan -m1000000 -w28
 *
 * Three applications with two tries each, of which one stands still once, and of all requests one is carried out late: 192 million
 * states, 11 GB, ten minutes. Only the one (-DCUT=0): 19 million; only the other (-DSTILL=0): 34 million. Two applications with three
 * tries each (-DAPPLICATIONS=2 -DTRIES=3): 2 million, two seconds. No violation.
 *
 * Variants, each of which must fail, with two applications and three tries, too:
 *   -DNO_SECOND_LOOK  who has made a claim takes the lock without looking again
 *   -DUNNAMED_COUNTS  a claim counts although its owner does not name it: one that was made late is never free (a deadlock)
 *   -DSAME_AGAIN      a claim that was withdrawn is made again under the same id: who has seen it while it did not count takes it
 *                     for that one
 *   -DBY_NUMBER       a claim is ended by its number, whosever it is by then. That is what remains of it: the look at whose it
 *                     is and its deletion are two requests, and who stands still between them for a lease may end another's
 *                     claim, which that one learns at its next renewal
 */
#ifndef APPLICATIONS
#define APPLICATIONS 3
#endif
#define SLOTS 3
#ifndef TRIES
#define TRIES 3
#endif
#define CLAIMS (1 + APPLICATIONS * TRIES) /* 0 is none; application a's n-th is 1 + a * TRIES + n */
#define OWNER(claim) ((claim - 1) / TRIES)

byte slot[SLOTS];                      /* the claim under each number */
bool named[CLAIMS];                    /* whether its owner's presence names it */
bool still[APPLICATIONS];              /* whether it is taken for dead now */
bool doubted[APPLICATIONS];            /* whether it has been, since it began its round */
bool holds[APPLICATIONS];
byte late;                             /* a claim whose making was given up, and is still under way */
byte lateSlot;
bool cut;                              /* whether one was; one is enough */
byte stood;                            /* how often somebody stood still */
#ifndef CUT
#define CUT 1
#endif
#ifndef STILL
#define STILL 1
#endif

#ifdef UNNAMED_COUNTS
#define COUNTS(claim) (!still[OWNER(claim)])
#else
#define COUNTS(claim) (!still[OWNER(claim)] && named[claim])
#endif

#define LIST(into) \
    into[0] = slot[0]; into[1] = slot[1]; into[2] = slot[2]
#define TO_NEXT do :: i < SLOTS && seen[i] == 0 -> i++ :: else -> break od
#define BUSY(number) (slot[number] != 0 && COUNTS(slot[number]))
#define FREE (!(BUSY(0) || BUSY(1) || BUSY(2)))

#ifdef BY_NUMBER
#define END_CLAIM(number, claim) slot[number] = 0
#else
#define END_CLAIM(number, claim) if :: slot[number] == claim -> slot[number] = 0 :: else -> skip fi
#endif

proctype Application(byte me) {
    byte seen[SLOTS], after[SLOTS];
    byte round, claim, i, next;
    bool alone;

    do
    :: round >= TRIES -> break
    :: round < TRIES ->
again:  skip;
        atomic { doubted[me] = still[me]; LIST(seen); next = 0; i = 0; TO_NEXT }
        do
        :: atomic { i == SLOTS -> i = 0; break }
        :: atomic { i < SLOTS && !(COUNTS(seen[i])) -> i++; next = i; TO_NEXT }
        :: atomic { i < SLOTS && COUNTS(seen[i]) -> i = 0; goto waits }
        od;
        if
        :: next == SLOTS -> goto waits
        :: next < SLOTS && round >= TRIES -> goto ended
        :: else -> skip
        fi;
#ifdef SAME_AGAIN
        claim = 1 + me * TRIES;
#else
        claim = 1 + me * TRIES + round;
#endif
        round++;
        named[claim] = true;
        if
        :: atomic { slot[next] == 0 -> slot[next] = claim }
        :: atomic { slot[next] != 0 -> named[claim] = false }; goto waits
        :: atomic { !cut && CUT -> cut = true; late = claim; lateSlot = next };
            named[claim] = false;      /* it gives up */
            goto ended
        fi;
#ifndef NO_SECOND_LOOK
        d_step { LIST(after) }
        d_step {
            i = 0; alone = true;
            do
            :: i == SLOTS -> break
            :: i < SLOTS ->
                alone = alone && (i == next -> after[i] == claim : after[i] == 0 || after[i] == seen[i]);
                i++
            od;
            i = 0; after[0] = 0; after[1] = 0; after[2] = 0
        }
        if
        :: !alone ->
            atomic { END_CLAIM(next, claim) };
            named[claim] = false;
            goto waits
        :: else -> skip
        fi;
#endif
        holds[me] = true;
        /* what does not count any more */
        atomic { i = 0; TO_NEXT }
        do
        :: atomic { i == SLOTS -> i = 0; break }
        :: atomic { i < SLOTS -> END_CLAIM(i, seen[i]); i++; TO_NEXT }
        od;
        holds[me] = false;
        atomic { END_CLAIM(next, claim) };
        named[claim] = false;
        goto ended;
waits:  skip;
        d_step { seen[0] = 0; seen[1] = 0; seen[2] = 0; next = 0 };
                FREE; /* until it is worth another look */
        goto again;
ended:
        skip
    od
}

/* Somebody stands still for a lease, and goes on; a request that was given up is carried out. */
active proctype World() {
end:
    do
    :: atomic { stood < STILL -> stood++; still[0] = true; doubted[0] = true }
    :: atomic { still[0] -> still[0] = false }
    :: atomic { late != 0 && slot[lateSlot] == 0 -> slot[lateSlot] = late; late = 0 }
    od
}

#define SURE(a) (holds[a] && !doubted[a])
#if APPLICATIONS == 2
#define HOLDERS (SURE(0) + SURE(1))
#else
#define HOLDERS (SURE(0) + SURE(1) + SURE(2))
#endif
active proctype Check() {
end:
    atomic { (HOLDERS > 1) -> assert(false) }
}

init {
    atomic {
        byte a;
        for (a : 0 .. APPLICATIONS - 1) { run Application(a) }
    }
}
