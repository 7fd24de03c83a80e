/** The command of OpenCode's terminal that opens the full screen; unknown to a terminal without our half. */
export const DASHBOARD_COMMAND = "aegis.dashboard";
