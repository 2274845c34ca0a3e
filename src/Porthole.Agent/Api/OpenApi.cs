namespace Porthole.Agent.Api;

/// <summary>
/// The description of the API (OpenAPI 3.1), kept by hand in <c>openapi.json</c>: it costs nothing at the start, and a
/// test holds it to the endpoints and documents there are.
/// </summary>
internal static class OpenApi
{
    public const string Resource = "openapi.json";

    public static void MapOpenApi(this WebApplication app) =>
        app.MapGet("/openapi/v1.json", () => TypedResults.Stream(typeof(OpenApi).Assembly.GetManifestResourceStream(Resource)!, "application/json"));
}
