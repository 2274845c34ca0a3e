using System.Text.Json;
using System.Text.Json.Serialization;

namespace Porthole.Agent.Api;

/// <summary>
/// How a browser is signed in. <c>POST /api/sign-in/code</c>, with the token, gives a code for the address
/// (<c>#code=…</c>); <c>POST /api/sign-in</c>, with that code and nothing else, gives the page the token, once.
/// </summary>
internal static class SignInApi
{
    public const string ExchangePath = "/api/sign-in";

    public static void MapSignInApi(this WebApplication app)
    {
        app.MapPost($"{ExchangePath}/code", (SignInCodes codes) =>
            TypedResults.Json(new SignInCode(codes.Issue(), (int)SignInCodes.Lifetime.TotalSeconds), SignInJson.Default.SignInCode));
        app.MapPost(ExchangePath, ExchangeAsync);
    }

    private static async Task<IResult> ExchangeAsync(HttpContext context, SignInCodes codes, ApiToken token, CancellationToken cancellationToken)
    {
        var (body, problem) = await JsonBody.ReadAsync(context.Request, cancellationToken);
        if (body is null) return problem!;
        using (body)
        {
            if (CodeIn(body.RootElement) is not { } code) return Problems.Of(StatusCodes.Status400BadRequest, "bad-request", "No code", "Send { \"code\": … } and nothing else.");
            context.Response.Headers.CacheControl = "no-store";
            return codes.TryUse(code)
                ? TypedResults.Json(new SignInToken(token.Text), SignInJson.Default.SignInToken)
                : Problems.Of(StatusCodes.Status403Forbidden, "no-such-code", "The code does not sign in", "It is good for a minute, and once. Open the dashboard again with: porthole open");
        }
    }

    private static string? CodeIn(JsonElement body) =>
        body.ValueKind == JsonValueKind.Object && body.EnumerateObject().ToList() is [{ Name: "code", Value: { ValueKind: JsonValueKind.String } code }] ? code.GetString() : null;
}

/// <summary>A code that signs a browser in.</summary>
/// <param name="Code">Goes behind the <c>#</c> of the dashboard's address as <c>code=…</c>.</param>
/// <param name="Seconds">How long it is good for.</param>
internal sealed record SignInCode(string Code, int Seconds);

/// <summary>What a code was exchanged for.</summary>
internal sealed record SignInToken(string Token);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(SignInCode))]
[JsonSerializable(typeof(SignInToken))]
internal sealed partial class SignInJson : JsonSerializerContext;
