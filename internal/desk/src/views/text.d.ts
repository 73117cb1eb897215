// Files of text are built in as they are.

declare module "*.txt" {
  const text: string;
  export default text;
}
