// libyaml's public header, for the system library target.
#include <yaml.h>
