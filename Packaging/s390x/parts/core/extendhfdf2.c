// A half float as a double, by way of float: exact, since each holds all values of the one before.
float __extendhfsf2(_Float16 value);

double __extendhfdf2(_Float16 value) { return __extendhfsf2(value); }
