using Porthole.Tray.Feed;
using Porthole.Tray.Status;

namespace Porthole.Tray.Tests.Support;

/// <summary>Status documents in the tray's own types.</summary>
internal static class Statuses
{
    public static FeedState Live(params Forward[] forwards) => new FeedState.Live(new StatusDocument(forwards, []));

    public static FeedState Live(IReadOnlyList<Forward> forwards, params Problem[] problems) => new FeedState.Live(new StatusDocument(forwards, problems));

    public static Forward Mapped(string id, string external = "198.51.100.7:8554", string? url = null) =>
        Of(id, ForwardState.Mapped) with { External = external, Url = url };

    public static Forward Of(string id, ForwardState state) => new() { Id = id, Device = id.Split('/')[0], Name = id.Split('/')[1], State = state };
}
