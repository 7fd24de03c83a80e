import { createApp } from "./app.js";

const port = Number(process.env.PORT ?? 3000);
const app = await createApp();

try {
  const url = await app.listen(port);
  console.log(`Teamwork board is running at ${url}`);
} catch (error) {
  if (error.code !== "EADDRINUSE") throw error;
  console.error(`Port ${port} is in use. Try another one: PORT=${port + 1} npm start`);
  process.exitCode = 1;
}
