/** zod would try whether it may make functions out of text, which the page's policy forbids and reports; so it is told before. */
import { config } from 'zod';

config({ jitless: true });
