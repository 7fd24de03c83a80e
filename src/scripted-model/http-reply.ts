import type { ServerResponse } from "node:http";

/** Error types as vLLM names them in its bodies. */
const ERROR_TYPES: Readonly<Record<number, string>> = {
  400: "BadRequestError",
  401: "AuthenticationError",
  404: "NotFoundError",
  429: "RateLimitError",
  503: "ServiceUnavailableError",
};

export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(JSON.stringify(body));
}

/** An error body in vLLM's shape. */
export function sendError(
  response: ServerResponse,
  status: number,
  message: string,
  extra: {
    type?: string;
    param?: string;
    headers?: Readonly<Record<string, string>> | undefined;
  } = {},
): void {
  const type = extra.type ?? ERROR_TYPES[status] ?? "InternalServerError";
  const error = { message, type, param: extra.param ?? null, code: status };
  sendJson(response, status, { error }, extra.headers);
}
