using Microsoft.Net.Http.Headers;

namespace Porthole.Agent.Api;

/// <summary>
/// Lets only the owner change anything: whatever is not a read needs the token, whichever endpoint it is for. A body must
/// say that it is JSON, which no form of a strange page can without asking first (CORS preflight, which is never answered).
/// </summary>
internal static class WriteGuard
{
    public static void UseWriteGuard(this WebApplication app, ApiToken token) => app.Use(async (context, next) =>
    {
        if (IsRead(context.Request))
        {
            await next(context);
        }
        else if (!IsSignIn(context.Request) && !token.IsIn(context.Request.Headers.Authorization))
        {
            context.Response.Headers.WWWAuthenticate = "Bearer realm=\"Porthole\"";
            await Problems.Of(
                StatusCodes.Status401Unauthorized,
                "no-token",
                "Not signed in",
                "A change needs the token that lies in the agent's state folder. Open the dashboard with: porthole open").ExecuteAsync(context);
        }
        else if (HasBody(context.Request) && !IsJson(context.Request))
        {
            await Problems.Of(StatusCodes.Status415UnsupportedMediaType, "not-json", "Not JSON", "Send the body as Content-Type: application/json.").ExecuteAsync(context);
        }
        else
        {
            await next(context);
        }
    });

    public static bool IsRead(HttpRequest request) => HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method);

    // A code stands in for the token there; strangers' limits apply.
    private static bool IsSignIn(HttpRequest request) => HttpMethods.IsPost(request.Method) && request.Path == SignInApi.ExchangePath;

    private static bool HasBody(HttpRequest request) => request.ContentLength is null or > 0 && (request.ContentLength > 0 || request.Headers.TransferEncoding.Count > 0);

    private static bool IsJson(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase);
}
