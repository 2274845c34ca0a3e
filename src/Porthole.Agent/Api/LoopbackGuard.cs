using System.Net;

namespace Porthole.Agent.Api;

/// <summary>
/// Lets only this PC's own programs and the dashboard itself speak to the API: the Host header must name loopback,
/// or a page elsewhere could reach it by a DNS name that leads here (DNS rebinding), and the Origin must be the
/// dashboard's own.
/// </summary>
internal static class LoopbackGuard
{
    public static void UseLoopbackGuard(this WebApplication app) => app.Use(async (context, next) =>
    {
        if (!IsLoopback(context.Request.Host.Host))
        {
            await Refuse(context, $"The Host header names \"{context.Request.Host}\". The API answers under a loopback name only, for instance http://127.0.0.1.");
            return;
        }

        if (context.Request.Headers.Origin is { Count: > 0 } origin && origin != $"{context.Request.Scheme}://{context.Request.Host}")
        {
            await Refuse(context, "The page that asks is not the dashboard.");
            return;
        }

        await next(context);
    });

    private static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    private static Task Refuse(HttpContext context, string why) =>
        Problems.Of(StatusCodes.Status403Forbidden, "not-from-here", "Not from here", why).ExecuteAsync(context);
}
