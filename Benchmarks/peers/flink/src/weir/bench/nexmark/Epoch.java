package weir.bench.nexmark;

import static weir.bench.Numbers.below;

import java.io.Serializable;

/** Fifty events that follow each other, and what all of them share. */
final class Epoch implements Serializable {
  private static final long serialVersionUID = 1;
  private static final int LENGTH = 50;
  private static final int FIRST_ID = 1000;
  private static final int HOT_STEP = 100;
  private static final int ACTIVE_PERSONS = 1000;

  /** Of its first event; none is in the one before the first. */
  private long start = -LENGTH;
  private long person;
  private long firstAuction;
  private long hotPerson;
  private long hotAuction;
  private long oldestPerson;
  private long personCount;
  private long oldestAuction;
  private long auctionCount;

  boolean has(long sequence) {
    return start <= sequence && sequence < start + LENGTH;
  }

  /** Becomes that of an event. */
  void move(long sequence) {
    long number = sequence / LENGTH;
    start = number * LENGTH;
    person = FIRST_ID + number;
    firstAuction = FIRST_ID + 3 * number;
    hotPerson = FIRST_ID + number / HOT_STEP * HOT_STEP;
    long active = Math.min(number + 1, ACTIVE_PERSONS);
    oldestPerson = FIRST_ID + number + 1 - active;
    personCount = active + 10;
    long last = 3 * number + 2;
    long oldest = Math.max(last - 100, 0);
    hotAuction = FIRST_ID + last / HOT_STEP * HOT_STEP;
    oldestAuction = FIRST_ID + oldest;
    auctionCount = last - oldest + 11;
  }

  /** From 0 on. */
  int place(long sequence) {
    return (int) (sequence - start);
  }

  long person() {
    return person;
  }

  /** The auction in a place from 1 to 3. */
  long auction(int place) {
    return firstAuction + place - 1;
  }

  long hotPerson() {
    return hotPerson;
  }

  long hotAuction() {
    return hotAuction;
  }

  /** One of the last thousand persons, or of the next ten. */
  long anyPerson(long hash) {
    return oldestPerson + below(hash, personCount);
  }

  /** One of the last hundred auctions, or of the next ten. */
  long anyAuction(long hash) {
    return oldestAuction + below(hash, auctionCount);
  }
}
