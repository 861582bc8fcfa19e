// The HTTP API: one function to ask, and one kind of error with all that the gateway said.

export class ApiError extends Error {
  constructor(status, problem, retryAfter) {
    super(problem?.detail || problem?.title || (status ? `the gateway answered ${status}` : 'the gateway cannot be reached'));
    this.status = status;
    this.problem = problem ?? {};
    this.retryAfter = retryAfter;
  }
}

export function address(path, parameters = {}) {
  const url = new URL(path, document.baseURI);
  url.search = '';
  url.hash = '';
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== '' && value !== null && value !== undefined) url.searchParams.set(name, value);
  }
  return url.href;
}

export async function ask(path, parameters, options = {}) {
  let response;
  try {
    response = await fetch(address(path, parameters), { credentials: 'same-origin', ...options });
  } catch (error) {
    if (error.name === 'AbortError') throw error;
    throw new ApiError(0);
  }
  if (!response.ok) throw await refusal(response);
  return response.status === 204 ? null : response.json();
}

export async function refusal(response) {
  const seconds = Number(response.headers.get('Retry-After'));
  let problem = null;
  try {
    problem = await response.json();
  } catch {
    // A proxy in between answers in HTML.
  }
  return new ApiError(response.status, problem, Number.isFinite(seconds) && seconds > 0 ? seconds : null);
}

export function signIn(token) {
  return ask('v1/session', {}, { method: 'POST', body: new URLSearchParams({ token }) });
}
