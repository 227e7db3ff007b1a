import { serveBench } from '../harness/serve.ts';
import { burst } from './burst.ts';
import { paced } from './paced.ts';
import { saturate } from './saturate.ts';

// The load generator: a process of its own, so that it never shares an event loop with what is measured.
serveBench(() => ({ tasks: { saturate, paced, burst } }));
