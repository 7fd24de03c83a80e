/** The Commander's message in which people see Workers live. */
export interface MessagePlace {
  sessionID: string;
  messageID: string;
}

/** Where we draw Workers that start now. */
export type StageState = { state: "unset" } | { state: "set"; place: MessagePlace };

/** Where we draw Workers, and whether a call waits for them. */
export interface LiveStage {
  readonly now: StageState;
  /** Draws Workers that start from now on in this message. */
  moveTo(place: MessagePlace): void;
  /** Like `moveTo`, unless a message is already set. */
  settleIn(place: MessagePlace): void;
  /**
   * The message that shows this attempt of a Worker from its start to its end; an old row in another message
   * would keep saying "running". Undefined while no message is set.
   */
  placeOf(attempt: string): MessagePlace | undefined;
  /** Runs `work` as a call that waits for Workers. */
  wait(work: () => Promise<void>): Promise<void>;
  /** True while a call waits for Workers, so that we need not wake the Commander. */
  awaited(): boolean;
}

export function liveStage(): LiveStage {
  let now: StageState = { state: "unset" };
  let waiting = 0;
  const rows = new Map<string, MessagePlace>();
  const moveTo = ({ sessionID, messageID }: MessagePlace): void => {
    now = { state: "set", place: { sessionID, messageID } };
  };
  return {
    get now() {
      return now;
    },
    moveTo,
    settleIn(place) {
      if (now.state === "unset") moveTo(place);
    },
    placeOf(attempt) {
      const place = rows.get(attempt) ?? (now.state === "set" ? now.place : undefined);
      if (place) rows.set(attempt, place);
      return place;
    },
    async wait(work) {
      waiting += 1;
      try {
        await work();
      } finally {
        waiting -= 1;
      }
    },
    awaited: () => waiting > 0,
  };
}
