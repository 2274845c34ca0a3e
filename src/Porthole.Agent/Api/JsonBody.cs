using System.Text.Json;
using Porthole.Agent.Devices.Registry;
using Porthole.Agent.Settings;

namespace Porthole.Agent.Api;

/// <summary>Reads a request's body as JSON.</summary>
internal static class JsonBody
{
    /// <summary>The body, or the answer that says why it cannot be read.</summary>
    public static async Task<(JsonDocument? Body, IResult? Problem)> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return (WholeText.Check(await JsonDocument.ParseAsync(request.Body, cancellationToken: cancellationToken)), null);
        }
        catch (JsonException exception)
        {
            return (null, Problems.Of(StatusCodes.Status400BadRequest, "not-json", "Not JSON", $"The body is not valid JSON: {JsonMistake.Of(exception)}"));
        }
        catch (BadHttpRequestException exception)
        {
            return (null, Problems.Of(exception.StatusCode, "bad-request", "The request cannot be read", exception.Message));
        }
    }
}
