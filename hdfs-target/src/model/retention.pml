/*
 * Retention, as a model that spin checks exhaustively: a live reader never loses its files, although pins run out, the
 * lock service hangs and forgets, applications bring leases of their own, and a collector may begin at any moment.
 *
 * Time is in ticks, by the lock service's clock. The service answers everybody or nobody. The reader lives for ever, so its
 * generation must never be deleted: it registers its pin anew RENEW ticks after the last time, or one tick after it found
 * the service away. A collector retires the generation, and deletes it later; it is one process, which may be started
 * again at any moment and then knows nothing of before. Between its steps any time may pass.
 *
 *   spin -a retention.pml && cc -O2 -DSAFETY -DCOLLAPSE -o pan pan.c && ./pan -m1000000 -w28
 *
 * 35 million states, no violation.
 *
 * Variants, each of which must fail:
 *   -DFRESH_TRUSTED   an application that has just begun takes what it finds for all there is
 *   -DOWN_LEASE       a collector reckons with its own lease, which is shorter than the reader's
 *   -DOWN_PIN_LEASE   a reader registers its pin for its own lease, which is shorter than the collector's
 *   -DNO_CONTACT      how long the service has answered is not looked at
 *   -DNOBODY          there is no reader: what is beyond use is deleted, so the rules are not empty
 */
#ifndef ROOT_LEASE
#define ROOT_LEASE 9
#endif
#define SHORT_LEASE 2

#ifdef OWN_PIN_LEASE
#define PIN_LEASE SHORT_LEASE
#else
#define PIN_LEASE ROOT_LEASE
#endif
#ifdef OWN_LEASE
#define COLLECTOR_LEASE SHORT_LEASE
#else
#define COLLECTOR_LEASE ROOT_LEASE
#endif

#define RENEW(lease) ((lease + 2) / 3)                /* a third of it, as clocks tick in whole numbers */
#define GAP (COLLECTOR_LEASE / 2)                     /* the longest silence that nobody's pin can have run out in */
#define ROUND (RENEW(COLLECTOR_LEASE) + 1)            /* a renewal of everybody, and the time to reconnect */
#define END 26

byte now;
bool up = true;                     /* lock service: it answers */
byte epoch;                         /* lock service: one stretch of its memory */
byte expiry;                        /* lock service: when the pin runs out; 0 = there is none */
bool files = true;                  /* file system: the generation is whole */
bool retired;                       /* commit log, with the time at which it was, */
byte since;
byte stamp;                         /* and in which epoch */
byte renewed;                       /* the reader: the last tick in which it has looked whether its pin is due */
byte due;                           /* the reader: when its pin is due */
byte hangs = 2;
byte losses = 1;

/* A tick passes when the reader has done what was due in the last one; the service may change with it. */
active proctype Clock() {
  do
  :: atomic { now < END && renewed == now ->
       now++;
       if :: up && hangs > 0 -> up = false; hangs-- :: !up -> up = true :: true fi;
       if :: losses > 0 -> expiry = 0; epoch++; losses-- :: true fi }
  :: now == END -> break
  od
}

/* It may have begun while the service was away; what it reads was not retired then. */
active proctype Reader() {
#ifndef NOBODY
  atomic { if :: up = false; hangs-- :: expiry = PIN_LEASE; due = RENEW(PIN_LEASE) fi };
#endif
  do
  :: atomic { renewed < now ->
       renewed = now;
#ifndef NOBODY
       if
       :: now >= due && up  -> expiry = now + PIN_LEASE; due = now + RENEW(PIN_LEASE)
       :: now >= due && !up -> due = now + 1
       :: else -> skip
       fi
#endif
     }
  :: now == END && renewed == END -> break
  od
}

#define pinned (expiry > now)
#define aged (retired && stamp == epoch && now - since >= COLLECTOR_LEASE)
#ifdef NO_CONTACT
#define known true
#else
#define known (trusted || now - first >= ROUND)
#endif

active proctype Collector() {
  byte first;                       /* since when it has had answers without too long a silence */
  byte last;                        /* when it had the last one */
  bool met; bool trusted; bool due_;
  byte was;
  do
  :: atomic { met -> met = false; trusted = false }                        /* another application begins */
  :: atomic { up ->                                                          /* it asks, and is answered */
       if
       :: !met -> first = now;
#ifdef FRESH_TRUSTED
          trusted = true
#endif
       :: met && now - last > GAP -> first = now; trusted = false
       :: else -> skip
       fi;
       met = true; last = now }
  :: atomic { met && up && last == now && (!retired || stamp != epoch) ->   /* a record, with the service's time */
       retired = true; since = now; stamp = epoch }
  :: atomic { met && up && last == now && aged && known -> due_ = true; was = epoch };
     atomic { if :: up && met && now - last <= GAP && !pinned -> last = now :: else -> due_ = false fi };
     atomic { if :: up && due_ && now - last <= GAP && epoch == was -> skip :: else -> due_ = false fi };
     if :: due_ -> files = false; assert(files) :: else -> skip fi;
     due_ = false
  :: now == END -> break
  od
}
