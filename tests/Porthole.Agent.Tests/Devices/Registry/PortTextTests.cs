using Porthole.Agent.Devices.Registry;

namespace Porthole.Agent.Tests.Devices.Registry;

public sealed class PortTextTests
{
    [Theory]
    [InlineData("rtsp:554>8554/tcp", "rtsp:554>8554/tcp")]
    [InlineData("rtsp:554:8554", "rtsp:554>8554/tcp")]
    [InlineData("554", "rtsp:554/tcp")]
    [InlineData("554:8554", "rtsp:554>8554/tcp")]
    [InlineData(" audio:5000/UDP@relay ", "audio:5000/udp@relay")]
    [InlineData("2nd stream:555", "2nd stream:555/tcp")]
    [InlineData("telnet:23!", "telnet:23/tcp!")]
    [InlineData("70000", "tcp-70000:70000/tcp")]
    public void Read_EveryForm_IsUnderstood(string text, string full) => PortText.Write(PortText.Read(text)!).ShouldBe(full);

    [Theory]
    [InlineData("")]
    [InlineData("rtsp")]
    [InlineData("rtsp:")]
    [InlineData("rtsp:554>")]
    [InlineData("rtsp:554>8554>1")]
    [InlineData("rtsp:554/")]
    [InlineData("rtsp:123456")]
    [InlineData("rtsp:-1")]
    public void Read_AnotherForm_IsNull(string text) => PortText.Read(text).ShouldBeNull();

    [Theory]
    [InlineData("a:b")]
    [InlineData("a;b")]
    [InlineData("a>b")]
    [InlineData("554")]
    public void Write_NameWithSignsOfItsOwn_KeepsTheForwardsIdentity(string name)
    {
        var port = new PortDocument { Name = name, Internal = 80, Protocol = "tcp", Route = "auto" };

        var back = PortText.Read(PortText.Write(port))!;

        Porthole.Agent.Devices.ForwardId.Slug(back.Name).ShouldBe(Porthole.Agent.Devices.ForwardId.Slug(name));
    }
}
