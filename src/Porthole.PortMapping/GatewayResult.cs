using System.Diagnostics.CodeAnalysis;

namespace Porthole.PortMapping;

/// <summary>A gateway's answer without its type, for what treats all answers alike (retries, counters).</summary>
public interface IGatewayResult
{
    /// <summary>The refusal; null when granted.</summary>
    Refusal? Refusal { get; }
}

/// <summary>A gateway's answer: a value or a refusal.</summary>
/// <typeparam name="T">What a granted request yields.</typeparam>
public sealed class GatewayResult<T> : IGatewayResult
    where T : notnull
{
    private GatewayResult(T? value, Refusal? refusal) => (Value, Refusal) = (value, refusal);

    /// <summary>The value; null when refused.</summary>
    public T? Value { get; }

    /// <summary>The refusal; null when granted.</summary>
    public Refusal? Refusal { get; }

    /// <summary>Whether there is a value.</summary>
    [MemberNotNullWhen(true, nameof(Value))]
    [MemberNotNullWhen(false, nameof(Refusal))]
    public bool IsGranted => Refusal is null;

    /// <summary>Wraps a value.</summary>
    public static implicit operator GatewayResult<T>(T value) => new(value, null);

    /// <summary>Wraps a refusal.</summary>
    public static implicit operator GatewayResult<T>(Refusal refusal) => new(default, refusal);
}

/// <summary>The value of an answer that only says yes.</summary>
public readonly record struct Done;
