'use strict';
module.exports = require('./substitutes.cjs').context;
