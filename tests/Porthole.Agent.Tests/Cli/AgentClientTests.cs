using System.Net;
using System.Net.Sockets;
using System.Text;
using Porthole.Agent.Cli;
using Porthole.Agent.Hosting;
using Porthole.Agent.Status;

namespace Porthole.Agent.Tests.Cli;

public sealed class AgentClientTests : IDisposable
{
    private readonly StateFolder _folder = StateFolder.At(Directory.CreateTempSubdirectory("porthole-client-").FullName);

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}")]
    [InlineData("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")]
    [InlineData("SSH-2.0-OpenSSH_9.2\r\n")]
    [InlineData("")]
    public async Task Get_AnotherProgramHasTheDeadAgentsPort_IsNoAnswer(string answer)
    {
        using var stranger = new TcpListener(IPAddress.Loopback, 0);
        stranger.Start();
        var served = ServeAsync(stranger, answer);
        new AgentFile(new Uri($"http://{stranger.LocalEndpoint}"), ProcessId: 1).Write(_folder);

        using var sut = AgentClient.For(_folder);
        var status = await sut.GetAsync("api/status", StatusJson.Default.StatusDocument, CancellationToken.None);

        status.ShouldBeNull();
        await served;
    }

    [Fact]
    public async Task Get_NobodyListens_IsNoAnswerAndExitCodeThree()
    {
        new AgentFile(new Uri("http://127.0.0.1:1"), ProcessId: 1).Write(_folder);

        using var sut = AgentClient.For(_folder);

        (await sut.GetAsync("api/status", StatusJson.Default.StatusDocument, CancellationToken.None)).ShouldBeNull();
        (await sut.SayNobodyAnswersAsync(PortholeCommand.Create().Parse("status"))).ShouldBe(ExitCodes.NoAgent);
    }

    [Fact]
    public void For_NamedFolderInWhichNobodyRuns_IsNoAgentWhoeverAnswersAtTheUsualAddress()
    {
        using var sut = AgentClient.For(_folder);
        sut.NobodyAnswers.ShouldBe($"no agent runs on the state folder {_folder.Path}. Start one with: porthole run --data {_folder.Path}");

        new AgentFile(new Uri("http://127.0.0.1:1"), ProcessId: 1).Write(_folder);
        using var now = AgentClient.For(_folder);
        now.NobodyAnswers.ShouldStartWith("no agent answers at http://127.0.0.1:1/ ");

        using var usual = AgentClient.For(StateFolder.At(null));
        usual.NobodyAnswers.ShouldStartWith("no agent answers at ");
    }

    [Fact]
    public async Task Get_NamedFolderInWhichNobodyRuns_AsksNobody()
    {
        using var usual = new TcpListener(IPAddress.Loopback, 0);
        usual.Start();
        new AgentFile(new Uri($"http://{usual.LocalEndpoint}"), ProcessId: 1).Write(_folder);
        AgentFile.Remove(_folder);

        using var sut = AgentClient.For(_folder);

        (await sut.GetAsync("api/status", StatusJson.Default.StatusDocument, CancellationToken.None)).ShouldBeNull();
        (await sut.SendAsync(HttpMethod.Get, "api/status", json: null, token: null, CancellationToken.None)).ShouldBeNull();
        usual.Pending().ShouldBeFalse();
    }

    public void Dispose() => Directory.Delete(_folder.Path, recursive: true);

    private static async Task ServeAsync(TcpListener listener, string answer)
    {
        using var client = await listener.AcceptTcpClientAsync();
        (await client.Client.ReceiveAsync(new byte[4096])).ShouldBeGreaterThan(0);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(answer));
    }
}
