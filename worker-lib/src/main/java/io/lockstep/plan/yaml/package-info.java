/**
 * A YAML text as a tree whose values know where they stand, and problems that say so. Knows nothing
 * of plans: start at {@link io.lockstep.plan.yaml.YamlReader}, whose result is a {@link
 * io.lockstep.plan.yaml.Yaml}. Uses the one YAML library, of which only the parser of events: no
 * object is ever constructed from a name in a text. May use checks.
 */
package io.lockstep.plan.yaml;
