import type { Scenes } from "./doctor-stand.ts";

export const ENVIRONMENT: Scenes = {
  "environment.keys": [
    {
      name: "a key of a hosted model",
      fix: "command",
      printed: "unset OPENAI_API_KEY",
      async make({ env }) {
        env["OPENAI_API_KEY"] = "x";
      },
    },
  ],
  "environment.telemetry": [
    {
      name: "an address for traces",
      fix: "command",
      printed: "unset OTEL_EXPORTER_OTLP_ENDPOINT",
      async make({ env }) {
        env["OTEL_EXPORTER_OTLP_ENDPOINT"] = "http://far";
      },
    },
  ],
  "environment.opencode": [
    {
      name: "a variable that loosens OpenCode",
      fix: "command",
      printed: "unset OPENCODE_PURE",
      async make({ env }) {
        env["OPENCODE_PURE"] = "1";
      },
    },
  ],
  "environment.proxy": [
    {
      name: "a proxy before the model server",
      fix: "command",
      printed: 'export NO_PROXY="…127.0.0.1"',
      installed: true,
      async make({ env }) {
        env["https_proxy"] = "http://proxy:3128";
        env["NO_PROXY"] = "git.lan";
      },
    },
  ],
};
