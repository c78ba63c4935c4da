//! The policy decision and the only mint of permits
