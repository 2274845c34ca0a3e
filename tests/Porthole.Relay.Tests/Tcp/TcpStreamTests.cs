using FsCheck;
using FsCheck.Fluent;
using Porthole.Relay.Tests.Support;

namespace Porthole.Relay.Tests.Tcp;

public sealed class TcpStreamTests
{
    // Around the sizes where something may go wrong: nothing, one byte, a packet, the relay's buffer, and several of it.
    private static readonly Gen<int[]> Pieces = Gen.Elements(1, 2, 1447, 1448, 65535, 65536, 65537, 200_000).ArrayOf().Resize(12);

    [Fact]
    public void Relay_AnyPiecesBothWaysWithAnEnd_ArriveInOrderWithTheEnd() =>
        Prop.ForAll(Pieces.ToArbitrary(), Pieces.ToArbitrary(), (up, down) => CarryAsync(up, down).GetAwaiter().GetResult())
            .Check(Config.QuickThrowOnFailure.WithMaxTest(30));

    private static async Task<bool> CarryAsync(int[] up, int[] down)
    {
        using var camera = new Camera();
        await using var site = new Site();
        var (viewer, device) = await Site.JoinAsync(site.Start(camera), camera);

        var results = await Task.WhenAll(SendAsync(viewer, up, 1), SendAsync(device, down, 2), ReceiveAsync(device, up, 1), ReceiveAsync(viewer, down, 2));

        var ended = await site.Events.NextAsync<RelayEvent.SessionEnded>();
        return results.All(good => good) && ended.Reason == RelayEnd.Completed &&
            ended.Session.BytesIn == up.Sum() && ended.Session.BytesOut == down.Sum();
    }

    private static async Task<bool> SendAsync(TcpPeer peer, int[] pieces, int seed)
    {
        var random = new Random(seed);
        foreach (var piece in pieces)
        {
            var bytes = new byte[piece];
            random.NextBytes(bytes);
            await peer.SendAsync(bytes);
        }

        peer.Finish();
        return true;
    }

    private static async Task<bool> ReceiveAsync(TcpPeer peer, int[] pieces, int seed)
    {
        var random = new Random(seed);
        foreach (var piece in pieces)
        {
            var bytes = new byte[piece];
            random.NextBytes(bytes);
            var received = await peer.ReceiveAsync(piece);
            if (!received.AsSpan().SequenceEqual(bytes))
                return false;
        }

        return await peer.EndAsync() is null;
    }
}
