/*
 * An object store, as a model that spin checks exhaustively: a request that has failed may be carried out later, or never.
 * Two parts that know nothing of each other.
 *
 * Records: two writers aim at one version, each with files of its own. A writer repeats its request until that is won or lost,
 * and then reads; if there is nothing, it does not know. Whoever has lost deletes its files. In the end the record must be one
 * writer's, whose files are there, and nobody else may have been told that it won.
 *
 * Tasks: two attempts of one task write in place, and leave their marks; a mark's request may fail, and its attempt is then aborted.
 * A driver that was told of one that counts seals: it deletes _begun, lists, and takes the lowest attempt that has a mark and a
 * file. What it has published must stay; and an attempt that is told that it counts must have been seen.
 *
 *   spin -a objects.pml && cc -O2 -DSAFETY -o pan pan.c && ./pan
 *
 * 26 thousand states, no violation.
 *
 * Variants, each of which must fail:
 *   -DLOOK_AGAIN      a writer whose request failed, and who then finds nothing, takes it for lost
 *   -DOVERWRITE       the store creates an object whether or not there is one
 *   -DABORT_DELETES   an attempt that is aborted deletes its files
 *   -DLOOK_FIRST      an attempt looks for _begun before it leaves its mark
 */
#define NOBODY 0
#define TRIES 2
mtype = { computing, won, lost, unknown };

byte record = NOBODY;
bool files[3] = true;
mtype state[3] = computing;
byte done;
byte late[3];                           /* requests that may yet be carried out */

inline carry_out(me, taken) {           /* at the store, in one step */
#ifdef OVERWRITE
  taken = false; record = me
#else
  if :: record == NOBODY -> record = me; taken = false
     :: else -> taken = true fi
#endif
}

proctype Writer(byte me) {
  byte tries; bool taken; bool answered;
  do
  :: state[me] == computing && tries < TRIES ->
       tries++;
       atomic {
         if
         :: skip; carry_out(me, taken); answered = true     /* 200 or 412 */
         :: skip; carry_out(me, taken); answered = false    /* the answer is lost */
         :: late[me]++; answered = false              /* it may come later */
         :: answered = false                          /* it is gone */
         fi
       }
       if
       :: answered && !taken -> state[me] = won
       :: answered && taken -> break
       :: else -> skip
       fi
  :: else -> break
  od;
  if
  :: state[me] == won -> skip
  :: else ->                                          /* read what is there */
       if
       :: record == me -> state[me] = won
       :: record != me && record != NOBODY -> state[me] = lost
       :: record == NOBODY ->
#ifdef LOOK_AGAIN
            state[me] = lost
#else
            state[me] = unknown
#endif
       fi
  fi;
  if :: state[me] == lost -> files[me] = false :: else -> skip fi;
  done++
}

proctype Later(byte me) {
  bool taken;
end: do
  :: atomic { late[me] > 0 -> late[me]--; carry_out(me, taken) }
  :: atomic { late[me] > 0 -> late[me]-- }            /* it never comes */
  od
}

/* Whoever reads: what is there stays, and so does all that it names. */
proctype Reader() {
  byte first;
end: atomic { record != NOBODY; first = record };
end1: do
  :: assert(record == first && files[record])
  od
}

/* Whoever compares what writers were told, once both have ended. */
proctype Judge() {
end: done == 2;
end1: do
  :: assert(!(state[1] == won && state[2] == won));
     assert(state[1] != won || record == 1);
     assert(state[2] != won || record == 2)
  od
}

bool begun = true;
bool file[2]; bool mark[2]; bool lateMark[2]; bool told[2]; bool seen[2];
byte published = 9;                     /* no attempt */

proctype Attempt(byte me) {
  bool failed; bool open = true;
  file[me] = true;
#ifdef LOOK_FIRST
  open = begun;
#endif
  if
  :: mark[me] = true
  :: atomic { lateMark[me] = true; failed = true }
  :: atomic { mark[me] = true; failed = true }
  fi;
#ifndef LOOK_FIRST
  open = begun;
#endif
  if
  :: !failed && open -> told[me] = true
  :: !failed && !open -> mark[me] = false
  :: else ->
#ifdef ABORT_DELETES
       file[me] = false
#else
       skip
#endif
  fi
}

proctype LateMark(byte me) {
end: atomic { lateMark[me] -> lateMark[me] = false; mark[me] = true }
}

proctype Driver() {
  byte i;
end: told[0] || told[1];
  begun = false;
  atomic {                              /* one consistent listing, and what follows from it */
    for (i : 0 .. 1) {
      seen[i] = mark[i] && file[i];
      if :: seen[i] && published == 9 -> published = i :: else -> skip fi
    }
  }
  assert(published != 9);
  for (i : 0 .. 1) {
    if :: i != published -> file[i] = false :: else -> skip fi
  }
}

proctype Watch() {
end: published != 9;
end1: do
  :: assert(file[published])
  :: assert(!told[0] || seen[0]); assert(!told[1] || seen[1])
  od
}

init {
  byte part;
  select(part : 0 .. 1);
  if
  :: part == 0 -> atomic {
       run Writer(1); run Writer(2); run Later(1); run Later(2); run Reader(); run Judge() }
  :: part == 1 -> atomic {
       run Attempt(0); run Attempt(1); run LateMark(0); run LateMark(1); run Driver(); run Watch() }
  fi
}
