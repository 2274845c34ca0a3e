using Porthole.Agent.Status;

namespace Porthole.Agent.Api;

/// <summary>What can be asked of one forward.</summary>
internal static class ForwardsApi
{
    public static void MapForwardsApi(this WebApplication app, Action<string> retry)
    {
        // A forward's identity holds a slash, which a client sends plain or encoded (%2F); the server keeps the latter as it is.
        app.MapPost("/api/forwards/{device}/{port}/retry", (string device, string port, StatusBoard board) => Retry($"{device}/{port}", board, retry));
        app.MapPost("/api/forwards/{id}/retry", (string id, StatusBoard board) => Retry(id.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase), board, retry));
    }

    private static IResult Retry(string id, StatusBoard board, Action<string> retry)
    {
        if (board.Current.Forwards.All(forward => forward.Wish.Id != id))
            return Problems.Of(StatusCodes.Status404NotFound, "no-such-forward", "No such forward", $"There is no forward \"{id}\". See what there is: porthole status");
        retry(id);
        return TypedResults.Accepted("/api/status");
    }
}
