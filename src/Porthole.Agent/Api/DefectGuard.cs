using Porthole.Agent.Hosting;

namespace Porthole.Agent.Api;

/// <summary>A defect that a request has met is logged, and told in the form of every other error; the agent goes on.</summary>
internal static class DefectGuard
{
    public static void UseDefectGuard(this WebApplication app)
    {
        var logger = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(DefectGuard));
        app.Use(async (context, next) =>
        {
            try
            {
                await next(context);
            }
            catch (Exception defect) when (!context.Response.HasStarted && !IsTheAskers(defect))
            {
                HostingLog.RequestFailed(logger, context.Request.Method, context.Request.Path, defect);
                await Problems.Of(
                    StatusCodes.Status500InternalServerError,
                    "defect",
                    "A defect in Porthole",
                    "Please report it, with the lines that the log has on it: porthole logs --level error").ExecuteAsync(context);
            }
        });
    }

    // Who asked left, or spoke no HTTP: the server knows what to do.
    private static bool IsTheAskers(Exception exception) => exception is OperationCanceledException or BadHttpRequestException or IOException;
}
