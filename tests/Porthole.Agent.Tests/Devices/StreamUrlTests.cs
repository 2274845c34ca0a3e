using FsCheck;
using FsCheck.Fluent;
using Porthole.Agent.Cli.Devices;
using Porthole.Agent.Devices;
using Porthole.Agent.Devices.Registry;
using Porthole.Agent.Status;

namespace Porthole.Agent.Tests.Devices;

public sealed class StreamUrlTests
{
    [Theory]
    [InlineData("admin", "secret", "rtsp://admin:secret@192.168.1.20:554/x?a=1")]
    [InlineData("admin", "p@ss:w/rd?#", "rtsp://admin:p%40ss%3Aw%2Frd%3F%23@192.168.1.20:554/x?a=1")]
    [InlineData("a b", "ü", "rtsp://a%20b:%C3%BC@192.168.1.20:554/x?a=1")]
    public void WithCredentials_AnySigns_ArePercentEncoded(string user, string password, string url) =>
        StreamUrl.WithCredentials("rtsp://192.168.1.20:554/x?a=1", user, password).ShouldBe(url);

    [Fact]
    public void WithCredentials_AnyText_ComesBackWholeAndLeavesTheHostAlone() => Prop.ForAll<NonNull<string>, NonNull<string>>((user, password) =>
    {
        var url = new Uri(StreamUrl.WithCredentials("rtsp://192.168.1.20:554/x", user.Get, password.Get));
        var parts = url.UserInfo.Split(':');
        return url.Host == "192.168.1.20" && Uri.UnescapeDataString(parts[0]) == Whole(user.Get) && Uri.UnescapeDataString(parts[1]) == Whole(password.Get);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Streams_OfADevice_AreOnTheLanAndOutside()
    {
        var device = Device("dahua", "rtsp:554>8554/tcp", "server:37777>37777/tcp");

        var streams = UrlCommand.Streams(device, Status("gate/rtsp", "198.51.100.7:8554")).Select(entry => (entry.Where, entry.Stream.Name, entry.Stream.Url));

        streams.ShouldBe(
        [
            ("LAN", "main", "rtsp://192.168.1.20:554/cam/realmonitor?channel=1&subtype=0"),
            ("LAN", "sub", "rtsp://192.168.1.20:554/cam/realmonitor?channel=1&subtype=1"),
            ("outside", "main", "rtsp://198.51.100.7:8554/cam/realmonitor?channel=1&subtype=0"),
            ("outside", "sub", "rtsp://198.51.100.7:8554/cam/realmonitor?channel=1&subtype=1"),
        ]);
    }

    [Fact]
    public void Streams_UnknownBrandAndNoAgent_IsTheLanAlone() =>
        UrlCommand.Streams(Device(null, "video:554>8554/tcp"), null).Select(entry => (entry.Where, entry.Stream.Url)).ShouldBe([("LAN", "rtsp://192.168.1.20:554/")]);

    [Fact]
    public void Streams_NoPortForRtsp_AreNone() => UrlCommand.Streams(Device("dahua", "server:37777>37777/tcp"), null).ShouldBeEmpty();

    // Half a surrogate pair has no encoding; it arrives as the replacement character.
    private static string Whole(string text) => System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(text));

    private static RegisteredDocument Device(string? brand, params string[] ports) =>
        new() { Id = "gate", Name = "Gate", Brand = brand, Address = "192.168.1.20", Fixed = false, Ports = [.. ports.Select(port => PortText.Read(port)!)] };

    private static StatusDocument Status(string id, string external)
    {
        var status = StatusDocuments.From(StatusSnapshot.Starting(DateTimeOffset.UnixEpoch));
        return status with
        {
            Forwards =
            [
                new ForwardStatus
                {
                    Id = id, Device = "Gate", Name = "rtsp", Protocol = "tcp", Internal = "192.168.1.20:554", External = external,
                    Route = Route.Direct, State = ForwardState.Mapped, Problems = [],
                },
            ],
        };
    }
}
