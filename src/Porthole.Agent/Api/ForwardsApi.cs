using Porthole.Agent.Dashboard;
using Porthole.Agent.Dashboard.Sheet;
using Porthole.Agent.Devices;
using Porthole.Agent.Status;

namespace Porthole.Agent.Api;

/// <summary>What can be asked of one forward.</summary>
internal static class ForwardsApi
{
    public static void MapForwardsApi(this WebApplication app, Action<string> retry)
    {
        // A forward's identity holds a slash, which a client sends plain or encoded (%2F); the server keeps the latter as it is.
        app.MapPost("/api/forwards/{device}/{port}/retry", (string device, string port, StatusBoard board) => Retry($"{device}/{port}", board, retry));
        app.MapPost("/api/forwards/{id}/retry", (string id, StatusBoard board) => Retry(Plain(id), board, retry));
        app.MapGet("/api/forwards/{device}/{port}/qr.svg", (string device, string port, HttpContext context, StatusBoard board) => Qr($"{device}/{port}", context, board));
        app.MapGet("/api/forwards/{id}/qr.svg", (string id, HttpContext context, StatusBoard board) => Qr(Plain(id), context, board));
    }

    private static string Plain(string id) => id.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);

    /// <summary>The address to photograph: the stream's URL where there is one, else address and port.</summary>
    private static IResult Qr(string id, HttpContext context, StatusBoard board)
    {
        var snapshot = board.Current;
        if (snapshot.Forwards.FirstOrDefault(forward => forward.Wish.Id == id) is not { } forward) return Missing(id);
        if (ForwardAddresses.External(forward, snapshot) is not { } external)
            return Problems.Of(StatusCodes.Status404NotFound, "not-open", "Not open", $"The forward \"{id}\" has no address outside now. See why: porthole status");
        DashboardFiles.SetHeaders(context.Response.Headers);
        return TypedResults.Text(QrSvg.Draw(StreamUrl.For(forward.Wish, external) ?? external), "image/svg+xml");
    }

    private static IResult Missing(string id) =>
        Problems.Of(StatusCodes.Status404NotFound, "no-such-forward", "No such forward", $"There is no forward \"{id}\". See what there is: porthole status");

    private static IResult Retry(string id, StatusBoard board, Action<string> retry)
    {
        if (board.Current.Forwards.All(forward => forward.Wish.Id != id)) return Missing(id);
        retry(id);
        return TypedResults.Accepted("/api/status");
    }
}
