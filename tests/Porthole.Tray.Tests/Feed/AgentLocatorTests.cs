using System.Text;
using Porthole.Tray.Feed;
using Porthole.Tray.Tests.Support;

namespace Porthole.Tray.Tests.Feed;

public sealed class AgentLocatorTests
{
    [Theory]
    [InlineData("""{"url":"http://127.0.0.1:8730","processId":1}""", "http://127.0.0.1:8730/")]
    [InlineData("""{"url":"http://localhost:9000","processId":1}""", "http://localhost:9000/")]
    [InlineData("""{"url":"http://[::1]:9000/","processId":1}""", "http://[::1]:9000/")]
    [InlineData("""{"processId":1,"url":"http://127.0.0.2:1","more":[]}""", "http://127.0.0.2:1/")]
    public void Parse_LoopbackAddress_IsTaken(string json, string expected) =>
        AgentLocator.Parse(Encoding.UTF8.GetBytes(json)).ShouldNotBeNull().ToString().ShouldBe(expected);

    [Theory]
    [InlineData("")]
    [InlineData("nothing")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"url":null}""")]
    [InlineData("""{"url":8730}""")]
    [InlineData("""{"url":""}""")]
    [InlineData("""{"url":"\ud800"}""")]
    [InlineData("""{"url":"/relative"}""")]
    [InlineData("""{"url":"https://127.0.0.1:8730"}""")]
    [InlineData("""{"url":"file:///etc/passwd"}""")]
    [InlineData("""{"url":"http://192.0.2.1:8730"}""")]
    [InlineData("""{"url":"http://porthole.example:8730"}""")]
    [InlineData("""{"url":"http://127.0.0.1.example:8730"}""")]
    [InlineData("""{"url":"http://127.0.0.1@192.0.2.1:8730"}""")]
    [InlineData("""{"url":"http://user:word@127.0.0.1:8730"}""")]
    [InlineData("""{"url":"http://127.0.0.1:8730"} trailing""")]
    public void Parse_AnythingElse_IsNot(string json) => AgentLocator.Parse(Encoding.UTF8.GetBytes(json)).ShouldBeNull();

    [Fact]
    public void Locate_FileChanges_IsFollowed()
    {
        using var folder = new TemporaryFolder();
        var sut = new AgentLocator(folder.State);

        sut.Locate().ShouldBe(AgentAddress.Local(8730));
        folder.Write("agent.json", """{"url":"http://127.0.0.1:9001"}""");
        sut.Locate().ShouldBe(AgentAddress.Local(9001));
        folder.Write("agent.json", """{"url":"http://192.0.2.1:9001"}""");
        sut.Locate().ShouldBe(AgentLocator.UsualAddress);
    }

    [Fact]
    public void Locate_HugeFile_IsNotRead()
    {
        using var folder = new TemporaryFolder();
        folder.Write("agent.json", $$"""{"url":"http://127.0.0.1:9001","x":"{{new string('x', SmallFile.MaxBytes)}}"}""");

        new AgentLocator(folder.State).Locate().ShouldBe(AgentLocator.UsualAddress);
    }
}
