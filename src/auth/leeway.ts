/** How much too early a token may be by its own times (ms): clocks differ, and registries let it pass (distribution). */
export const LEEWAY = 60_000;
