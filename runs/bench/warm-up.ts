/** The share of an engine's time that is reported apart: it learns its steps, and the JavaScript engine compiles. */
export const WARM_UP_SHARE = 0.4;
