using System.Collections;
using System.Collections.Immutable;
using System.Net;

namespace Porthole.Simulation;

/// <summary>The quirks of a running router. Safe to change at any time; a request under way may still see the former ones.</summary>
public sealed class QuirkCollection : IReadOnlyCollection<Quirk>
{
    private ImmutableArray<Quirk> _quirks;

    internal QuirkCollection(ImmutableArray<Quirk> quirks) => _quirks = quirks;

    /// <inheritdoc/>
    public int Count => _quirks.Length;

    /// <summary>Adds quirks behind those that are there.</summary>
    public void Add(params ReadOnlySpan<Quirk> quirks)
    {
        foreach (var quirk in quirks)
            ImmutableInterlocked.Update(ref _quirks, (all, added) => all.Add(added), quirk);
    }

    /// <summary>Takes a quirk away; false when it was not there.</summary>
    public bool Remove(Quirk quirk) => ImmutableInterlocked.Update(ref _quirks, (all, gone) => all.Remove(gone), quirk);

    /// <summary>Takes every quirk away: the router behaves well again.</summary>
    public void Clear() => ImmutableInterlocked.Update(ref _quirks, all => all.Clear());

    /// <inheritdoc/>
    public IEnumerator<Quirk> GetEnumerator() => ((IEnumerable<Quirk>)_quirks).GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal IPAddress? AnswerSsdpFrom => _quirks.LastOrDefault(q => q.AnswerSsdpFrom is not null)?.AnswerSsdpFrom;

    internal HttpReply? AnswerHttp(HttpCall call)
    {
        foreach (var quirk in _quirks)
        {
            if (quirk.AnswerHttp?.Invoke(call) is { } reply)
                return reply;
        }

        return null;
    }

    internal SoapCall ChangeCall(SoapCall call)
    {
        foreach (var quirk in _quirks)
            call = quirk.ChangeCall?.Invoke(call) ?? call;
        return call;
    }

    internal SoapReply? AnswerSoap(SoapCall call)
    {
        foreach (var quirk in _quirks)
        {
            if (quirk.AnswerSoap?.Invoke(call) is { } reply)
                return reply;
        }

        return null;
    }

    internal SoapReply ChangeSoap(SoapCall call, SoapReply reply)
    {
        foreach (var quirk in _quirks)
            reply = quirk.ChangeSoap?.Invoke(call, reply) ?? reply;
        return reply;
    }

    internal HttpReply? ChangeHttp(HttpCall call, HttpReply reply) =>
        Change(reply, q => q.ChangeHttp is { } change ? r => change(call, r) : null);

    internal string? ChangeSsdp(string reply) => Change(reply, q => q.ChangeSsdp);

    internal string? ChangeSsdpNotify(string notify) => Change(notify, q => q.ChangeSsdpNotify);

    internal string? ChangeEvent(string message) => Change(message, q => q.ChangeEvent);

    internal byte[]? ChangeNatPmp(byte[] request, byte[] reply) =>
        Change(reply, q => q.ChangeNatPmp is { } change ? r => change(request, r) : null);

    internal byte[]? ChangePcp(byte[] request, byte[] reply) =>
        Change(reply, q => q.ChangePcp is { } change ? r => change(request, r) : null);

    internal SimulatedMapping? ChangeStore(SimulatedMapping mapping) => Change(mapping, q => q.Store);

    private T? Change<T>(T value, Func<Quirk, Func<T, T?>?> hook)
        where T : class
    {
        T? changed = value;
        foreach (var quirk in _quirks)
        {
            if (changed is not null && hook(quirk) is { } change)
                changed = change(changed);
        }

        return changed;
    }
}
