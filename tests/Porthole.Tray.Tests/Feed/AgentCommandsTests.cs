using Porthole.EndToEnd.Tests.Windows;
using Porthole.Tray.Feed;
using Porthole.Tray.Status;
using Porthole.Tray.Tests.Support;

namespace Porthole.Tray.Tests.Feed;

public sealed class AgentCommandsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FakeAgent _agent = new(SampleStatus.AllOpen);
    private readonly AgentCommands _sut;

    public AgentCommandsTests()
    {
        _folder.Write("agent.json", $$"""{"url":"{{_agent.Url}}"}""");
        _folder.Write("token", "secret");
        _sut = new AgentCommands(new AgentLocator(_folder.State), _folder.State);
    }

    [Fact]
    public void Pause_Accepted_AsksWithTheToken()
    {
        _sut.Pause("front-door").ShouldBe(new CommandResult(true, ""));

        var request = _agent.Requests.Single();
        request.ShouldStartWith("POST /api/devices/front-door/pause HTTP/1.0\n");
        request.ShouldContain("\nAuthorization: Bearer secret\n");
        request.ShouldContain($"\nHost: 127.0.0.1:{_agent.Port}\n");
    }

    [Fact]
    public void Resume_IdWithOtherLetters_IsEscaped()
    {
        _sut.Resume("garçon/../x y");

        _agent.Requests.Single().ShouldStartWith("POST /api/devices/gar%C3%A7on%2F..%2Fx%20y/resume HTTP/1.0\n");
    }

    [Theory]
    [InlineData("HTTP/1.1 409 Conflict\r\nContent-Type: application/problem+json\r\n\r\n{\"title\":\"Fixed\",\"detail\":\"It stands in appsettings.json.\"}", "It stands in appsettings.json.")]
    [InlineData("HTTP/1.1 401 Unauthorized\r\n\r\n", "The agent refused with HTTP status 401. The log tells why.")]
    [InlineData("HTTP/1.1 500 Error\r\n\r\n<html>", "The agent refused with HTTP status 500. The log tells why.")]
    [InlineData("HTTP/1.1 500 Error\r\n\r\n[1]", "The agent refused with HTTP status 500. The log tells why.")]
    [InlineData("220 smtp.example ESMTP\r\n", Texts.NotAnAgent)]
    public void Pause_Refused_SaysWhy(string answer, string expected)
    {
        _agent.CommandAnswer = answer;

        _sut.Pause("front-door").ShouldBe(new CommandResult(false, expected));
    }

    [Fact]
    public void Pause_NoAgent_SaysSo()
    {
        _agent.Dispose();

        _sut.Pause("front-door").ShouldBe(new CommandResult(false, Texts.Lost));
    }

    [Fact]
    public void SignInCode_Asked_GivesTheCodeOrNone()
    {
        _sut.SignInCode().ShouldBe(FakeAgent.Code);
        _agent.Requests.Single().ShouldContain("\nAuthorization: Bearer secret\n");

        foreach (var answer in new[] { "HTTP/1.1 429 Too Many Requests\r\n\r\n{}", "HTTP/1.1 200 OK\r\n\r\n{}", "HTTP/1.1 200 OK\r\n\r\nhello", "" })
        {
            _agent.SignInAnswer = answer;
            _sut.SignInCode().ShouldBeNull();
        }
    }

    [Fact]
    public void Pause_NoToken_AsksNothing()
    {
        File.Delete(_folder.State.TokenFile);

        _sut.AreAllowed.ShouldBeFalse();
        _sut.Pause("front-door").ShouldBe(new CommandResult(false, Texts.NoToken));
        _agent.Requests.ShouldBeEmpty();
    }

    public void Dispose()
    {
        _agent.Dispose();
        _folder.Dispose();
    }
}
