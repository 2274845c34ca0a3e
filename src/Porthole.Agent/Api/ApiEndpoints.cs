namespace Porthole.Agent.Api;

/// <summary>The HTTP API as a whole: what guards it, and this list as its table of contents.</summary>
internal static class ApiEndpoints
{
    /// <summary>Guards before every endpoint: what a defect is answered with, from where, how fast, by whom.</summary>
    public static void UseApiGuards(this WebApplication app, ApiToken token)
    {
        app.UseDefectGuard();
        app.UseStatusCodePages(context => Problems.OfEmpty(context.HttpContext).ExecuteAsync(context.HttpContext));
        app.UseLoopbackGuard();
        app.UseWriteLimits(token);
        app.UseWriteGuard(token);
    }

    /// <param name="app">The web host.</param>
    /// <param name="retry">Tries a forward again now.</param>
    public static void MapApi(this WebApplication app, Action<string> retry)
    {
        app.MapStatusApi();
        app.MapHistoryApi();
        app.MapLogApi();
        app.MapConnectionsApi();
        app.MapBrandsApi();
        app.MapDevicesApi();
        app.MapDiscoveryApi();
        app.MapDoctorApi();
        app.MapForwardsApi(retry);
        app.MapSignInApi();
        app.MapOpenApi();
    }
}
