function claims(ctx, api) {
    let department = 'none';
    for (const entry of ctx.v1.user.getMetadata().metadata) {
        if (entry.key === 'department') department = entry.value.toUpperCase();
    }
    const roles = [];
    for (const grant of ctx.v1.user.grants.grants) {
        for (const role of grant.roles) roles.push(`${grant.projectName}:${role}`);
    }
    api.v1.claims.setClaim('roles_NUMBER', roles);
    api.v1.claims.setClaim('department_NUMBER', department);
}
