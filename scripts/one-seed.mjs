/** Before each file of the unit tests: properties are tried with the same values in every run. Looking for others is the soak's work. */
import fc from 'fast-check';

fc.configureGlobal({ seed: 20261130 });
