using System.Net;
using FsCheck;
using FsCheck.Fluent;
using Porthole.Tray.Feed;

namespace Porthole.Tray.Tests.Feed;

public sealed class AgentAddressTests
{
    [Theory]
    [InlineData("http://127.0.0.1:8730", "http://127.0.0.1:8730/", "127.0.0.1")]
    [InlineData("http://127.0.0.1:8730/", "http://127.0.0.1:8730/", "127.0.0.1")]
    [InlineData("HTTP://LOCALHOST:9000/", "http://LOCALHOST:9000/", "127.0.0.1")]
    [InlineData("http://127.9.8.7/", "http://127.9.8.7:80/", "127.9.8.7")]
    [InlineData("http://[::1]:65535/", "http://[::1]:65535/", "::1")]
    [InlineData("http://[::1]", "http://[::1]:80/", "::1")]
    [InlineData("http://[::ffff:127.0.0.1]:1", "http://[::ffff:127.0.0.1]:1/", "::ffff:127.0.0.1")]
    public void Parse_Loopback_IsTaken(string url, string expected, string ip)
    {
        var address = AgentAddress.Parse(url).ShouldNotBeNull();

        address.ToString().ShouldBe(expected);
        address.Ip.ShouldBe(IPAddress.Parse(ip));
    }

    [Theory]
    [InlineData("")]
    [InlineData("http://")]
    [InlineData("http:///")]
    [InlineData("http://:8730")]
    [InlineData("127.0.0.1:8730")]
    [InlineData("https://127.0.0.1:8730")]
    [InlineData("http://127.0.0.1:")]
    [InlineData("http://127.0.0.1:0")]
    [InlineData("http://127.0.0.1:65536")]
    [InlineData("http://127.0.0.1:+80")]
    [InlineData("http://127.0.0.1: 80")]
    [InlineData("http://127.0.0.1:8730/api")]
    [InlineData("http://127.0.0.1:8730//")]
    [InlineData("http://127.0.0.1:8730?x")]
    [InlineData("http://127.0.0.1:8730#x")]
    [InlineData("http://127.0.0.1:8730\r\nX-Other: 1")]
    [InlineData("http://127.0.0.1\r\nX-Other: 1")]
    [InlineData("http://localhost.:8730")]
    [InlineData("http://[localhost]:8730")]
    [InlineData("http://[127.0.0.1]:8730")]
    [InlineData("http://::1")]
    [InlineData("http://[::1")]
    [InlineData("http://[::1]x:80")]
    [InlineData("http://[::1%1]x")]
    [InlineData("http://[fe80::1]:8730")]
    [InlineData("http://192.0.2.1:8730")]
    [InlineData("http://user@127.0.0.1:8730")]
    public void Parse_AnythingElse_IsNot(string url) => AgentAddress.Parse(url).ShouldBeNull();

    [Fact]
    public void Parse_AnyText_IsLoopbackOrNothing() => Prop.ForAll<NonNull<string>>(rest =>
    {
        var address = AgentAddress.Parse($"http://{rest.Get}");
        return address is null || (IPAddress.IsLoopback(address.Ip) && address.Host.All(letter => letter > ' '));
    }).QuickCheckThrowOnFailure();
}
